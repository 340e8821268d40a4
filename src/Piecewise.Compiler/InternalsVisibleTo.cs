using System.Runtime.CompilerServices;

// Takes archives apart record by record.
[assembly: InternalsVisibleTo("Piecewise.Compiler.Tests")]
[assembly: InternalsVisibleTo("Piecewise.Fuzz")]
