//! Parts of the items tallied apart.
