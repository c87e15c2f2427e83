//! Choices: one of several records.

/// Declares a choice between records: the registry of one kind of model. One line a member.
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $doc:expr])*
        pub enum $type:ident { $( $(#[cfg($cfg:meta)])? $variant:ident($record:ty) ),* $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $type { $(
            $(#[cfg($cfg)])?
            #[doc = concat!("See [`", stringify!($record), "`].")]
            $variant($record),
        )* }

        impl $type {
            /// The name written in a circuit file.
            pub fn name(&self) -> &'static str {
                match self { $( $(#[cfg($cfg)])? $type::$variant(_) => <$record as $crate::schema::Record>::NAME, )* }
            }
        }

        $( $(#[cfg($cfg)])? impl From<$record> for $type {
            fn from(record: $record) -> Self { $type::$variant(record) }
        } )*

        impl $crate::schema::Choice for $type {
            fn options() -> Vec<$crate::schema::RecordDoc> {
                vec![$( $(#[cfg($cfg)])? <$record as $crate::schema::Record>::doc() ),*]
            }
        }

        impl $crate::schema::Field for $type {
            fn read(
                node: &$crate::schema::Node,
                rule: &$crate::schema::Rule,
                problems: &mut $crate::schema::Problems,
            ) -> Option<Self> {
                let written = $crate::schema::field::name_of(node, problems, || Self::legal_names())?;
                match written {
                    $( $(#[cfg($cfg)])? <$record as $crate::schema::Record>::NAME =>
                        <$record as $crate::schema::Field>::read(node, rule, problems).map($type::$variant), )*
                    other => {
                        let help = $crate::schema::suggest::help(other, Self::legal_names());
                        problems.push(node.span, format!("`{other}` does not exist"), help);
                        None
                    }
                }
            }
            fn write(&self) -> $crate::schema::Value {
                match self { $( $(#[cfg($cfg)])? $type::$variant(record) => $crate::schema::Field::write(record), )* }
            }
            fn legal(_: &$crate::schema::Rule) -> String { Self::legal_names().join(" | ") }
        }

        impl $type {
            /// The names of all members, in the order of the registry.
            pub fn legal_names() -> Vec<&'static str> {
                vec![$( $(#[cfg($cfg)])? <$record as $crate::schema::Record>::NAME ),*]
            }
        }
    };
}
