using System.Runtime.CompilerServices;

// Captures programs together with the tensors of their models.
[assembly: InternalsVisibleTo("Piecewise.Compiler")]
