namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>Turns a parsed pattern into the instructions that <see cref="PatternMatcher"/> runs.</summary>
internal sealed class PatternCompiler
{
    /// <summary>Counted repeats are unrolled, so a short pattern can ask for a very long program.</summary>
    private const int LongestProgram = 20_000;

    private readonly List<PatternInstruction> program = [];
    private readonly Dictionary<CodePointSet, CodePointTable> tables = [];

    /// <exception cref="PatternSyntaxException">The counted repeats unroll to too long a program.</exception>
    public static PatternInstruction[] Compile(PatternNode node)
    {
        var compiler = new PatternCompiler();
        compiler.Emit(node);
        compiler.Add(new(PatternOp.Accept));
        return [.. compiler.program];
    }

    private int Next => program.Count;

    private void Emit(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Nothing: break;
            case PatternNode.One one: Add(new(PatternOp.One, table: Table(one.Set))); break;
            case PatternNode.Sequence sequence:
                foreach (var item in sequence.Items) Emit(item);
                break;
            case PatternNode.Choice choice: EmitChoice(choice.Branches); break;
            case PatternNode.Repeat { Body: PatternNode.One one } repeat:
                Add(new(PatternOp.Loop, repeat.Minimum, repeat.Maximum ?? int.MaxValue, Table(one.Set), repeat.Preference));
                break;
            case PatternNode.Repeat { Preference: RepeatPreference.Possessive } repeat:
                EmitBody(PatternOp.Atomic, repeat with { Preference = RepeatPreference.Greedy });
                break;
            case PatternNode.Repeat repeat: EmitRepeat(repeat); break;
            case PatternNode.Atomic atomic: EmitBody(PatternOp.Atomic, atomic.Body); break;
            case PatternNode.Look { Behind: true } look: EmitLookBehind(look); break;
            case PatternNode.Look { Body: PatternNode.One one } look:
                Add(new(look.Negative ? PatternOp.NotAhead : PatternOp.Ahead, table: Table(one.Set)));
                break;
            case PatternNode.Look look: EmitBody(look.Negative ? PatternOp.LookNot : PatternOp.Look, look.Body); break;
            case PatternNode.StepBack back: Add(new(PatternOp.StepBack, back.Count)); break;
            case PatternNode.Assertion assertion: Add(new(PatternOp.Assert, (int)assertion.Anchor)); break;
        }
    }

    /// <summary><c>Split L1, L2; L1: a; Jump end; L2: b; end:</c></summary>
    private void EmitChoice(IReadOnlyList<PatternNode> branches)
    {
        var jumps = new List<int>();
        for (int i = 0; i < branches.Count; i++)
        {
            bool last = i == branches.Count - 1;
            int split = last ? -1 : Add(new(PatternOp.Split));
            Emit(branches[i]);
            if (last) break;
            jumps.Add(Add(new(PatternOp.Jump)));
            program[split] = new(PatternOp.Split, split + 1, Next);
        }
        foreach (int jump in jumps) program[jump] = new(PatternOp.Jump, Next);
    }

    private void EmitRepeat(PatternNode.Repeat repeat)
    {
        for (int i = 0; i < repeat.Minimum; i++) Emit(repeat.Body);
        bool lazy = repeat.Preference == RepeatPreference.Lazy;
        if (repeat.Maximum is { } maximum)
        {
            // Each further round may be left out: all splits lead to the same end.
            var splits = new List<int>();
            for (int i = repeat.Minimum; i < maximum; i++)
            {
                splits.Add(Add(new(PatternOp.Split)));
                Emit(repeat.Body);
            }
            foreach (int split in splits) program[split] = Split(split + 1, Next, lazy);
            return;
        }
        int loop = Add(new(PatternOp.Split));
        Emit(repeat.Body);
        Add(new(PatternOp.Jump, loop));
        program[loop] = Split(loop + 1, Next, lazy);
    }

    /// <summary>Each branch starts as many characters back as it is long.</summary>
    private void EmitLookBehind(PatternNode.Look look)
    {
        int header = Add(new(PatternOp.Look));
        var branches = look.Body is PatternNode.Choice choice ? choice.Branches : [look.Body];
        EmitChoice([.. branches.Select(PatternNode (branch) =>
            new PatternNode.Sequence([new PatternNode.StepBack(branch.Width().Minimum), branch]))]);
        Add(new(PatternOp.Accept));
        program[header] = new(look.Negative ? PatternOp.LookNot : PatternOp.Look, Next);
    }

    /// <summary>An instruction whose body runs by itself up to its <c>Accept</c> and which then goes on after that.</summary>
    private void EmitBody(PatternOp op, PatternNode body)
    {
        int header = Add(new(op));
        Emit(body);
        Add(new(PatternOp.Accept));
        program[header] = new(op, Next);
    }

    private static PatternInstruction Split(int enter, int leave, bool lazy) =>
        lazy ? new(PatternOp.Split, leave, enter) : new(PatternOp.Split, enter, leave);

    private int Add(PatternInstruction instruction)
    {
        if (program.Count >= LongestProgram) throw new PatternSyntaxException(
            $"repeat counts that unroll to more than {LongestProgram} steps");
        program.Add(instruction);
        return program.Count - 1;
    }

    private CodePointTable Table(CodePointSet set)
    {
        if (!tables.TryGetValue(set, out var table)) tables.Add(set, table = new(set));
        return table;
    }
}
