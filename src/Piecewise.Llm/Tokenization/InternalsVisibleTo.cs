using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Piecewise.Llm.Tests")]
