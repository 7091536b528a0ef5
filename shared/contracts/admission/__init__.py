"""出入院收费处: patients, stays, deposits, charge lines, settlements, receipts."""
