using Piecewise.Compiler.Lower;

namespace Piecewise.Compiler.Verification;

/// <summary>Finds the first optional rewrite that changes a program's outputs beyond tolerance (N6).</summary>
/// <param name="Total">How many optional rewrites there are.</param>
/// <param name="First">The number of the first one that makes the difference; null where none does.</param>
/// <param name="Program">The program lowered up to and with that rewrite; null where none makes a difference.</param>
/// <param name="Runs">How many times the program was lowered and run.</param>
internal sealed record RewriteBisection(long Total, long? First, LoweredProgram? Program, int Runs)
{
    /// <summary>
    /// How the outputs were made that differ: interpreted (<see cref="RunMode.Lowered"/>), or, where those are right, compiled.
    /// </summary>
    public RunMode Mode { get; init; } = RunMode.Lowered;

    /// <summary>
    /// Bisects, first the lowered graphs as the interpreter runs them, then, if those are right, the code that is made of them. A program
    /// with n rewrites is lowered and run about log₂ n times. Where several rewrites are wrong, one of them is found: the one after which
    /// outputs differ and before which they do not.
    /// </summary>
    /// <param name="lower">Lowers the program with only the first so many rewrites; null for all.</param>
    /// <param name="isRight">Whether the outputs of a lowered program are right, interpreted (<see cref="RunMode.Lowered"/>) or
    /// compiled.</param>
    /// <exception cref="InvalidOperationException">The outputs are wrong without any rewrite: no rewrite is to blame.</exception>
    public static RewriteBisection Run(Func<long?, LoweredProgram> lower, Func<LoweredProgram, RunMode, bool> isRight)
    {
        ArgumentNullException.ThrowIfNull(lower);
        ArgumentNullException.ThrowIfNull(isRight);
        var whole = lower(null);
        if (!isRight(whole, RunMode.Lowered))
        {
            return Find(whole, lower, p => isRight(p, RunMode.Lowered), RunMode.Lowered);
        }
        return isRight(whole, RunMode.Compiled)
            ? new RewriteBisection(whole.Rewrites, null, null, 1)
            : Find(whole, lower, p => isRight(p, RunMode.Compiled), RunMode.Compiled);
    }

    private static RewriteBisection Find(LoweredProgram whole, Func<long?, LoweredProgram> lower, Func<LoweredProgram, bool> isRight,
        RunMode mode)
    {
        if (!isRight(lower(0)))
        {
            throw new InvalidOperationException(mode == RunMode.Lowered
                ? "The outputs are wrong without any optional rewrite: the cause is a required pass, a provider or an operator. "
                    + "Try --provider OP=native, and --mode split. [N6]"
                : "Compiled, the outputs are wrong without any optional rewrite; interpreted (--mode lowered), they are right: "
                    + "the cause is the generated code, or a "
                    + "kernel that it calls. 'piecewise explain FILE --piece 1' shows both. [N6]");
        }
        var (right, wrong, runs) = (0L, whole.Rewrites, 2);
        var found = whole;
        while (wrong - right > 1)
        {
            var middle = right + (wrong - right) / 2;
            var program = lower(middle);
            runs++;
            if (isRight(program))
            {
                right = middle;
            }
            else
            {
                (wrong, found) = (middle, program);
            }
        }
        return new RewriteBisection(whole.Rewrites, wrong, found, runs) { Mode = mode };
    }
}
