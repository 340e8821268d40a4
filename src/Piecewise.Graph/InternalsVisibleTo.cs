using System.Runtime.CompilerServices;

// Analyses that only what makes and normalizes graphs needs.
[assembly: InternalsVisibleTo("Piecewise.Import")]
[assembly: InternalsVisibleTo("Piecewise.Compiler")]
