using Piecewise.Compiler.Emit;

namespace Piecewise.Compiler.Tests.Build;

/// <summary>
/// What makes the compiler ready while a program is prepared is code itself, of all constructs that generated code has: it has to compile.
/// </summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task What_warms_the_compiler_up_compiles() => await CodeBuilder.WarmUp();
}
