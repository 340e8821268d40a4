using System.Collections.Immutable;

namespace Piecewise.Testing;

internal static partial class GrowingPrograms
{
    private const string SizeOfX = "L['x'].size()[0]";

    private static ImmutableArray<GrowingProgram> Conditions =>
    [
        new("guards: upper bounds", 300, n => WithGuards(n, i => $"{SizeOfX} <= {5000 - (i % 1000)} + {i}")),
        new("guards: other values", 300, n => WithGuards(n, i => $"{SizeOfX} != {3 + i}")),
        new("guards: no multiples", 300, n => WithGuards(n, i => $"{SizeOfX} % {i + 2} != 1")),
        new("guards: remainders", 300, n => WithGuards(n, i => $"{SizeOfX} % {(i % 7) + 2} == 0 or {SizeOfX} <= {100_000 + i}")),
        new("guards: quotients", 300, n => WithGuards(n, i => $"{SizeOfX} // {i + 2} <= {1024 + i}")),
        new("guards: products", 300, n => WithGuards(n, i => $"{SizeOfX} * {SizeOfX} * {i + 2} <= {1 << 30} + {i}")),
        new("guards: maxima", 300, n => WithGuards(n, i => $"max({SizeOfX}, {i}) <= {5000 + i}")),
        new("guards: pairs of symbols", 100, n => WithGuardedSymbols(n, i => $"L['x{i}'].size()[0] <= L['x{i + 1}'].size()[0]")),
        new("guards: equal symbols", 100, n => WithGuardedSymbols(n, i => $"L['x{i}'].size()[0] == L['x{i + 1}'].size()[0]")),
        new("guards: doubled symbols", 50,
            n => WithGuardedSymbols(n, i => $"2*L['x{i}'].size()[0] <= L['x{i + 1}'].size()[0] + {1 << 20}")),
        new("guards: two symbols", 200, n =>
        {
            var file = WithSymbols(2, (f, s) => f.Output("x0"));
            for (var i = 0; i < n; i++)
            {
                file.Guard($"{i + 2}*L['x0'].size()[0] <= {i + 3}*L['x1'].size()[0] + {2000 * (i + 3)}");
            }
            return file;
        }),
        new("guards: alternatives", 200, n =>
        {
            var file = Work(Dynamic(out _, 8));
            file.Guard(string.Join(" or ", Enumerable.Range(0, n).Select(i => $"{SizeOfX} % {i + 2} == 0")) + $" or {SizeOfX} <= 100000");
            return file;
        }),
        new("guards: parts of one", 200, n =>
        {
            var file = Work(Dynamic(out _, 8));
            file.Guard(string.Join(" and ", Enumerable.Range(0, n).Select(i => $"{SizeOfX} != {i + 5000}")));
            return file;
        }),
        new("guards and nodes", 100, n =>
        {
            var file = Dynamic(out var x, 8);
            for (var i = 0; i < n; i++)
            {
                file.Guard($"{SizeOfX} % {i + 2} != 1");
                x = file.Graph.Call("aten.softmax.int", N("n", i), F32(S, 8), T("self", x), I("dim", -1));
            }
            file.Output(x);
            return file;
        }),
    ];

    private static ProgramFile WithGuards(int count, Func<int, string> guard)
    {
        var file = Work(Dynamic(out _, 8));
        for (var i = 0; i < count; i++)
        {
            file.Guard(guard(i));
        }
        return file;
    }

    private static ProgramFile WithGuardedSymbols(int count, Func<int, string> guard)
    {
        var file = WithSymbols(count + 1, (f, s) => f.Output(f.Graph.Call("aten.relu.default", "y", F32(s[0], 8), T("self", "x0"))));
        for (var i = 0; i < count; i++)
        {
            file.Guard(guard(i));
        }
        return file;
    }

    // Something to ask of the guards.
    private static ProgramFile Work(ProgramFile file)
    {
        var y = "x";
        for (var i = 0; i < 5; i++)
        {
            y = file.Graph.Call("aten.softmax.int", N("n", i), F32(S, 8), T("self", y), I("dim", -1));
        }
        file.Output(y);
        return file;
    }
}
