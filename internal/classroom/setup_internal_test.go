package classroom

// PlainDigits is plainDigits, for tests.
var PlainDigits = plainDigits
