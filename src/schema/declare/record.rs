//! Records: `name(field: value, …)`.

/// Declares a record: a struct with its fields' defaults, ranges and units, readable from a circuit file.
///
/// A field without `= default` must be given in the file.
///
/// ```
/// use trifactor::{record, schema::Rule, units::Unit};
/// record! {
///     /// A leaky integrator.
///     pub struct Leak = "leak" {
///         /// Time constant.
///         tau: f64 = 20.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
///         /// Number of neurons.
///         size: usize, Rule::ANY.at_least(1.0);
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    (
        $(#[doc = $doc:expr])*
        pub struct $type:ident = $name:literal {
            $( $(#[doc = $field_doc:expr])* $field:ident : $field_type:ty $(= $default:expr)? $(, $rule:expr)? ; )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $type { $( $(#[doc = $field_doc])* pub $field: $field_type, )* }

        impl $crate::schema::Record for $type {
            const NAME: &'static str = $name;

            fn doc() -> $crate::schema::RecordDoc {
                $crate::schema::RecordDoc {
                    name: $name,
                    doc: $crate::schema::doc::join(&[$($doc),*]),
                    fields: vec![$( $crate::schema::FieldDoc {
                        name: stringify!($field),
                        doc: $crate::schema::doc::join(&[$($field_doc),*]),
                        legal: <$field_type as $crate::schema::Field>::legal(&$crate::record!(@rule $($rule)?)),
                        default: $crate::record!(@default $field_type $(, $default)?)
                            .map(|value| $crate::schema::render::inline(&$crate::schema::Field::write(&value))),
                        words: <$field_type as $crate::schema::Field>::words(),
                    } ),*],
                }
            }

            #[allow(unused_variables, clippy::needless_update)]
            fn read_fields(entries: &[$crate::schema::Entry], problems: &mut $crate::schema::Problems) -> Option<Self> {
                let names_fit = $crate::schema::field::check_names(entries, &[$(stringify!($field)),*], problems);
                $( let $field = $crate::schema::field::read_field::<$field_type>(
                    entries,
                    stringify!($field),
                    &$crate::record!(@rule $($rule)?),
                    $crate::record!(@default $field_type $(, $default)?),
                    problems,
                ); )*
                if !names_fit { return None; }
                Some($type { $( $field: $field? ),* })
            }

            fn write_fields(&self) -> Vec<$crate::schema::Entry> {
                vec![$( $crate::schema::field::write_field(stringify!($field), &self.$field) ),*]
            }
        }

        impl $crate::schema::Field for $type {
            fn read(
                node: &$crate::schema::Node,
                _: &$crate::schema::Rule,
                problems: &mut $crate::schema::Problems,
            ) -> Option<Self> {
                let entries = $crate::schema::field::entries_of(node, $name, problems)?;
                let required: &[&str] = &[$( $crate::record!(@required $field $($default)?) ),*];
                for name in required.iter().filter(|name| !name.is_empty()) {
                    if !entries.iter().any(|entry| entry.name == *name) {
                        problems.push(node.span, format!("`{}` needs the field `{name}`", $name), format!("add {name}: …"));
                    }
                }
                <$type as $crate::schema::Record>::read_fields(entries, problems)
            }
            fn write(&self) -> $crate::schema::Value {
                $crate::schema::Value::Record {
                    name: Some($name.into()),
                    fields: $crate::schema::Record::write_fields(self),
                }
            }
            fn legal(_: &$crate::schema::Rule) -> String { concat!($name, "(…)").into() }
        }

        $crate::record!(@default_impl $type { $( $field $(= $default)?; )* });
    };
    (@rule) => { $crate::schema::Rule::ANY };
    (@rule $rule:expr) => { $rule };
    (@default $field_type:ty) => { None::<$field_type> };
    (@default $field_type:ty, $default:expr) => { Some::<$field_type>($default) };
    (@required $field:ident) => { stringify!($field) };
    (@required $field:ident $default:expr) => { "" };
    (@default_impl $type:ident { $( $field:ident = $default:expr; )* }) => {
        impl Default for $type {
            fn default() -> Self { $type { $( $field: $default ),* } }
        }
    };
    (@default_impl $type:ident { $($other:tt)* }) => {};
}
