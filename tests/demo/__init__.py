"""The demo hospital: 8 wards, 500 beds, 400 patients, and one patient's journey through the real stations."""
