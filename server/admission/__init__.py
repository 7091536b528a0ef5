"""出入院收费处: patients, stays, deposits, charges, settlements, receipts. It alone answers what a patient owes."""
