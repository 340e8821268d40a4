using System.Runtime.CompilerServices;

// Parses arguments without starting the tool for each.
[assembly: InternalsVisibleTo("Piecewise.Cli.Tests")]
