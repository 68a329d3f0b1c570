//! Schemas of the API that no type says by itself.

use strum::IntoEnumIterator;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, RefOr, Schema, schema::Type};

use crate::server::gate::RedeemError;

/// A boolean that is always the same.
pub(super) fn always<const VALUE: bool>() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([VALUE])).into()
}

/// What stands in `error-codes` of `/siteverify`.
pub(super) fn redeem_codes() -> RefOr<Schema> {
    let mut codes: Vec<_> = RedeemError::iter().map(RedeemError::code).collect();
    codes.dedup();
    let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
    ArrayBuilder::new().items(code).min_items(Some(1)).into()
}

/// What stands there when a ticket was redeemed.
pub(super) fn no_codes() -> RefOr<Schema> {
    let none = ObjectBuilder::new().schema_type(Type::String);
    ArrayBuilder::new().items(none).max_items(Some(0)).into()
}
