//! Names shared by Postagram's infrastructure and its programs.
