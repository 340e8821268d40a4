using System.Runtime.CompilerServices;

// The small runs of continuous integration.
[assembly: InternalsVisibleTo("Piecewise.Fuzz.Tests")]
[assembly: InternalsVisibleTo("Piecewise.Server.Tests")]
