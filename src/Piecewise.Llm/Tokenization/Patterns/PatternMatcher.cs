using System.Diagnostics;

namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>
/// Runs a compiled pattern over UTF-16 text, code point by code point: the first way to match, in the order of the pattern's
/// preferences, wins. What is still to be tried lies on a stack of its own, so the depth of recursion is the nesting of the
/// pattern and never the length of the text.
/// </summary>
/// <param name="program">What <see cref="PatternCompiler"/> made.</param>
/// <param name="text">Well-formed UTF-16: every surrogate is half of a pair.</param>
/// <param name="stack">Reused from match to match.</param>
internal readonly ref struct PatternMatcher(ReadOnlySpan<PatternInstruction> program, ReadOnlySpan<char> text, BacktrackStack stack)
{
    /// <summary>
    /// A pattern such as <c>(?:a+)+b</c> can take time exponential in the text's length; the reference gives up at this number too.
    /// </summary>
    private const int MostRetries = 10_000_000;

    private static readonly CodePointTable Word = new(UnicodeProperties.Shorthand('w')!);

    private readonly ReadOnlySpan<PatternInstruction> program = program;
    private readonly ReadOnlySpan<char> text = text;
    private readonly BacktrackStack stack = stack;

    /// <summary>The end of the match that starts at a position; -1 if there is none.</summary>
    /// <exception cref="InvalidOperationException">Too many ways to match were tried.</exception>
    public int MatchAt(int position)
    {
        this.stack.Cut(0);
        this.stack.Retries = 0;
        return Run(0, position);
    }

    private int Run(int pc, int at)
    {
        int floor = this.stack.Count;
        while (true)
        {
            ref readonly var instruction = ref this.program[pc];
            bool matched = true;
            switch (instruction.Op)
            {
                case PatternOp.Accept:
                    this.stack.Cut(floor);
                    return at;
                case PatternOp.One:
                    matched = TryStep(instruction.Table!, ref at);
                    pc++;
                    break;
                case PatternOp.Loop:
                    matched = RunLoop(in instruction, pc, ref at);
                    pc++;
                    break;
                case PatternOp.Split:
                    this.stack.Push(new(instruction.B, at));
                    pc = instruction.A;
                    break;
                case PatternOp.Jump:
                    pc = instruction.A;
                    break;
                case PatternOp.Atomic:
                    at = Run(pc + 1, at);
                    matched = at >= 0;
                    pc = instruction.A;
                    break;
                case PatternOp.Look or PatternOp.LookNot:
                    matched = Run(pc + 1, at) >= 0 == (instruction.Op == PatternOp.Look);
                    pc = instruction.A;
                    break;
                case PatternOp.Ahead or PatternOp.NotAhead:
                    int peek = at;
                    matched = TryStep(instruction.Table!, ref peek) == (instruction.Op == PatternOp.Ahead);
                    pc++;
                    break;
                case PatternOp.StepBack:
                    matched = TryStepBack(instruction.A, ref at);
                    pc++;
                    break;
                case PatternOp.Assert:
                    matched = Holds((PatternAnchor)instruction.A, at);
                    pc++;
                    break;
                default:
                    throw new UnreachableException();
            }
            if (!matched && !TryResume(floor, out pc, out at)) return -1;
        }
    }

    /// <summary>Goes on with the newest thing that was left to try since the body began.</summary>
    private bool TryResume(int floor, out int pc, out int at)
    {
        (pc, at) = (0, 0);
        if (this.stack.Count == floor) return false;
        if (this.stack.Retries >= MostRetries)
            throw new InvalidOperationException($"A pattern of the tokenizer tried {MostRetries} ways to match at one place of the text.");
        var frame = this.stack.Pop();
        (pc, at) = (frame.Pc, frame.At);
        if (frame.Floor >= 0)
        {
            // A greedy loop gives one code point back, and may give more.
            at -= this.text[at - 1] is >= '\uDC00' and <= '\uDFFF' ? 2 : 1;
            if (at > frame.Floor) this.stack.Push(frame with { At = at });
        }
        else if (frame.Left > 0)
        {
            // A lazy loop takes one code point more, and may take more.
            if (!TryStep(this.program[pc - 1].Table!, ref at)) return TryResume(floor, out pc, out at);
            if (frame.Left > 1) this.stack.Push(frame with { At = at, Left = frame.Left - 1 });
        }
        return true;
    }

    private bool RunLoop(in PatternInstruction loop, int pc, ref int at)
    {
        var table = loop.Table!;
        int count = 0;
        while (count < loop.A)
        {
            if (!TryStep(table, ref at)) return false;
            count++;
        }
        if (loop.Preference == RepeatPreference.Lazy)
        {
            if (loop.B > count) this.stack.Push(new(pc + 1, at, Left: loop.B - count));
            return true;
        }
        int least = at;
        while (count < loop.B && TryStep(table, ref at)) count++;
        if (at > least && loop.Preference == RepeatPreference.Greedy) this.stack.Push(new(pc + 1, at, Floor: least));
        return true;
    }

    private bool TryStep(CodePointTable table, ref int at)
    {
        if ((uint)at >= (uint)this.text.Length) return false;
        int c = this.text[at];
        if (c < 0x80)
        {
            if (!table.ContainsAscii(c)) return false;
            at++;
            return true;
        }
        bool pair = c is >= 0xD800 and <= 0xDBFF;
        if (!table.Contains(pair ? char.ConvertToUtf32((char)c, this.text[at + 1]) : c)) return false;
        at += pair ? 2 : 1;
        return true;
    }

    private bool TryStepBack(int count, ref int at)
    {
        for (; count > 0; count--)
        {
            if (at == 0) return false;
            at -= char.IsLowSurrogate(this.text[at - 1]) ? 2 : 1;
        }
        return true;
    }

    private bool Holds(PatternAnchor anchor, int at) => anchor switch
    {
        PatternAnchor.LineStart => at == 0 || (this.text[at - 1] == '\n' && at < this.text.Length),
        PatternAnchor.LineEnd => at == this.text.Length || this.text[at] == '\n',
        PatternAnchor.TextStart => at == 0,
        PatternAnchor.TextEnd => at == this.text.Length,
        PatternAnchor.TextEndOrLastNewline => at == this.text.Length || (at == this.text.Length - 1 && this.text[at] == '\n'),
        PatternAnchor.WordBoundary => IsWordBefore(at) != IsWordAfter(at),
        PatternAnchor.NoWordBoundary => IsWordBefore(at) == IsWordAfter(at),
        _ => throw new UnreachableException(),
    };

    private bool IsWordBefore(int at) => TryStepBack(1, ref at) && TryStep(Word, ref at);

    private bool IsWordAfter(int at) => TryStep(Word, ref at);
}
