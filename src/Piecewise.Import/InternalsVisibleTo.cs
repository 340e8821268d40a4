using System.Runtime.CompilerServices;

// Decides how long a program's file stays mapped.
[assembly: InternalsVisibleTo("Piecewise.Compiler")]

// Takes archives apart record by record.
[assembly: InternalsVisibleTo("Piecewise.Compiler.Tests")]
[assembly: InternalsVisibleTo("Piecewise.Fuzz")]
