using System.Runtime.CompilerServices;

// Forges artifact files field by field.
[assembly: InternalsVisibleTo("Piecewise.Runtime.Tests")]
