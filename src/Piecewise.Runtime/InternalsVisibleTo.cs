using System.Runtime.CompilerServices;

// Says the same of sizes.
[assembly: InternalsVisibleTo("Piecewise.Compiler")]

// Forges artifact files field by field.
[assembly: InternalsVisibleTo("Piecewise.Runtime.Tests")]
