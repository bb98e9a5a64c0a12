//! bulletin
