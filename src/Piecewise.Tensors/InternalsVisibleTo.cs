using System.Runtime.CompilerServices;

// Arenas take their memory from the same source as tensors; tests replace it by one with guard pages.
[assembly: InternalsVisibleTo("Piecewise.Runtime")]
[assembly: InternalsVisibleTo("Piecewise.Testing")]
