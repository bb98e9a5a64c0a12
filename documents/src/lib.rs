//! Files around tongbao.
