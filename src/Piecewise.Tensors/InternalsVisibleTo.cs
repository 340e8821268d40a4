using System.Runtime.CompilerServices;

// What reads or writes memory by address, or as spans that do not keep a mapped file alive, is for these projects alone.
[assembly: InternalsVisibleTo("Piecewise.Graph")]
[assembly: InternalsVisibleTo("Piecewise.Import")]
[assembly: InternalsVisibleTo("Piecewise.Operators")]
[assembly: InternalsVisibleTo("Piecewise.Runtime")]
[assembly: InternalsVisibleTo("Piecewise.Compiler")]
[assembly: InternalsVisibleTo("Piecewise.Llm")]
[assembly: InternalsVisibleTo("Piecewise.Tensors.Tests")]
[assembly: InternalsVisibleTo("Piecewise.Operators.Tests")]
[assembly: InternalsVisibleTo("Piecewise.Runtime.Tests")]
[assembly: InternalsVisibleTo("Piecewise.Compiler.Tests")]
[assembly: InternalsVisibleTo("Piecewise.Testing")]
[assembly: InternalsVisibleTo("Piecewise.Fuzz")]
