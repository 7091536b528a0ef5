"""Events as they were written once; every later version of the product must still read them."""
