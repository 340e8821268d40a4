using System.Runtime.CompilerServices;

// The small runs of continuous integration.
[assembly: InternalsVisibleTo("Piecewise.Fuzz.Tests")]
