//! What a teaching account has, which may make no roles of its own.

/// The role that everything acts under.
pub(crate) const ROLE: &str = "LabRole";

/// The instance profile with that role.
pub(crate) const INSTANCE_PROFILE: &str = "LabInstanceProfile";
