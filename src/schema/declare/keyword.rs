//! Keywords: one of several bare words.

/// Declares a choice between bare words.
#[macro_export]
macro_rules! keyword {
    (
        $(#[doc = $doc:expr])*
        pub enum $type:ident { $( $(#[doc = $variant_doc:expr])* $variant:ident = $name:literal ),* $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $type { $( $(#[doc = $variant_doc])* $variant, )* }

        impl $type {
            /// The word written in a circuit file.
            pub fn name(self) -> &'static str {
                match self { $( $type::$variant => $name, )* }
            }
        }

        impl $crate::schema::Field for $type {
            fn read(
                node: &$crate::schema::Node,
                rule: &$crate::schema::Rule,
                problems: &mut $crate::schema::Problems,
            ) -> Option<Self> {
                let legal = || vec![$($name),*];
                match $crate::schema::field::name_of(node, problems, legal)? {
                    $( $name => Some($type::$variant), )*
                    other => {
                        let help = $crate::schema::suggest::help(other, legal());
                        problems.push(node.span, format!("`{other}` does not exist"), help);
                        let _ = rule;
                        None
                    }
                }
            }
            fn write(&self) -> $crate::schema::Value { $crate::schema::Value::word(self.name()) }
            fn legal(_: &$crate::schema::Rule) -> String { [$($name),*].join(" | ") }
            fn words() -> Vec<$crate::schema::WordDoc> {
                vec![$( $crate::schema::WordDoc {
                    name: $name,
                    doc: $crate::schema::doc::join(&[$($variant_doc),*]),
                } ),*]
            }
        }
    };
}
