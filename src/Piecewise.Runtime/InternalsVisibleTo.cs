using System.Runtime.CompilerServices;

// Ends programs with the models that they belong to.
[assembly: InternalsVisibleTo("Piecewise.Compiler")]
[assembly: InternalsVisibleTo("Piecewise.Llm")]

// Forges artifact files field by field.
[assembly: InternalsVisibleTo("Piecewise.Runtime.Tests")]
