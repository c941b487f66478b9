//! Whole journeys and rules of the house; the tests are in `all.rs`.
