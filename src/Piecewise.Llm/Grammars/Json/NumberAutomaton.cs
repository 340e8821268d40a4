namespace Piecewise.Llm.Grammars;

/// <summary>
/// Numbers of JSON within limits, as an automaton: its states say how what is read compares with the bounds, digit by digit, and what it
/// leaves divided.
/// </summary>
internal sealed class NumberAutomaton
{
    private const int MostWholeDigits = 20;
    private const int MostFractionDigits = 20;
    private const int MostExponentDigits = 2;

    private enum Phase
    {
        Start,
        Minus,
        Zero,
        Whole,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
    }

    /// <param name="Phase">What was read last.</param>
    /// <param name="IsNegative">Whether a minus was read.</param>
    /// <param name="Count">Digits of the part that is read.</param>
    /// <param name="ToLeast">How the magnitude compares with the bound from below: -1, 0 or 1.</param>
    /// <param name="ToMost">The same for the bound from above.</param>
    /// <param name="Rest">Of the division.</param>
    private readonly record struct State(Phase Phase, bool IsNegative, int Count, int ToLeast, int ToMost, int Rest);

    private readonly AutomatonBuilder automaton;
    private readonly NumberLimits limits;
    private readonly Dictionary<State, int> known = [];
    private readonly Queue<State> open = [];

    private NumberAutomaton(AutomatonBuilder automaton, NumberLimits limits) => (this.automaton, this.limits) = (automaton, limits);

    /// <returns>The state after a number.</returns>
    public static int Add(AutomatonBuilder automaton, int from, NumberLimits limits)
    {
        var numbers = new NumberAutomaton(automaton, limits);
        var end = automaton.NewState();
        var start = default(State);
        numbers.known[start] = from;
        numbers.open.Enqueue(start);
        while (numbers.open.TryDequeue(out var state))
        {
            for (var value = (byte)'+'; value <= (byte)'e'; value++)
            {
                if (numbers.After(state, (char)value) is { } next)
                {
                    automaton.Bytes(numbers.known[state], value, value, numbers.StateOf(next));
                }
            }
            if (numbers.Accepts(state))
            {
                automaton.Empty(numbers.known[state], end);
            }
        }
        return end;
    }

    private bool IsBounded => limits.Least is not null || limits.Most is not null;

    private int StateOf(State state)
    {
        if (!known.TryGetValue(state, out var result))
        {
            known[state] = result = automaton.NewState();
            open.Enqueue(state);
        }
        return result;
    }

    private State? After(State state, char value)
    {
        switch (state.Phase, value)
        {
            case (Phase.Start, '-'): return state with { Phase = Phase.Minus, IsNegative = true };
            case (Phase.Start or Phase.Minus, '0'): return state with { Phase = Phase.Zero };
            case (Phase.Start or Phase.Minus or Phase.Whole, >= '0' and <= '9') when state.Count < MostWholeDigits:
                return WholeDigit(state with { Phase = Phase.Whole }, value);
            case (Phase.Zero or Phase.Whole, '.') when !limits.IsWhole:
                return state with
                {
                    Phase = Phase.Point,
                    Count = 0,
                    ToLeast = Compared(state.ToLeast, Lower(state)?.Whole.Length, state.Count),
                    ToMost = Compared(state.ToMost, Upper(state)?.Whole.Length, state.Count),
                };
            case (Phase.Point or Phase.Fraction, >= '0' and <= '9') when state.Count < MostFractionDigits:
                return state with
                {
                    Phase = Phase.Fraction,
                    Count = state.Count + 1,
                    ToLeast = Digit(state.ToLeast, Lower(state)?.Fraction, state.Count, value),
                    ToMost = Digit(state.ToMost, Upper(state)?.Fraction, state.Count, value),
                };
            // With bounds the digits say all.
            case (Phase.Zero or Phase.Whole or Phase.Fraction, 'e' or 'E') when !limits.IsWhole && !IsBounded:
                return state with { Phase = Phase.Exponent, Count = 0 };
            case (Phase.Exponent, '+' or '-'): return state with { Phase = Phase.ExponentSign };
            case (Phase.Exponent or Phase.ExponentSign or Phase.ExponentDigits, >= '0' and <= '9')
                when state.Count < MostExponentDigits:
                return state with { Phase = Phase.ExponentDigits, Count = state.Count + 1 };
            default: return null;
        }
    }

    private State WholeDigit(State state, char value) => state with
    {
        Count = state.Count + 1,
        ToLeast = Digit(state.ToLeast, Lower(state)?.Whole, state.Count, value),
        ToMost = Digit(state.ToMost, Upper(state)?.Whole, state.Count, value),
        Rest = limits.MultipleOf is { } factor ? ((state.Rest * 10) + (value - '0')) % factor : 0,
    };

    private bool Accepts(State state)
    {
        if (state.Phase is not (Phase.Zero or Phase.Whole or Phase.Fraction or Phase.ExponentDigits) || state.Rest != 0
            || (limits.IsWhole && state is { Phase: Phase.Zero, IsNegative: true }) || (IsBounded && !HasSign(state.IsNegative)))
        {
            return false;
        }
        return !IsBounded || (Holds(Lower(state), state, state.ToLeast, 1) && Holds(Upper(state), state, state.ToMost, -1));
    }

    // Whether any number of a sign lies inside.
    private bool HasSign(bool isNegative) => isNegative
        ? limits.Least is not { IsNegative: false, IsZero: false } and not { IsZero: true, IsStrict: true }
        : limits.Most is not { IsNegative: true } and not { IsZero: true, IsStrict: true };

    // Bounds of the magnitude: those of a negative number change sides. A bound on the other side of zero is none, but zero itself counts.
    private NumberBound? Lower(State state) => state.IsNegative
        ? limits.Most is { IsNegative: true } or { IsZero: true } ? limits.Most : null
        : limits.Least is { IsNegative: false } ? limits.Least : null;

    private NumberBound? Upper(State state) => state.IsNegative
        ? limits.Least is { IsNegative: true } or { IsZero: true } ? limits.Least : null
        : limits.Most is { IsNegative: false } ? limits.Most : null;

    private static bool Holds(NumberBound? bound, State state, int compared, int wanted)
    {
        if (bound is null)
        {
            return true;
        }
        var isFraction = state.Phase == Phase.Fraction;
        var order = isFraction ? compared : Compared(compared, bound.Whole.Length, state.Count);
        // Digits of the bound that were not read.
        order = order == 0 && bound.Fraction.Length > (isFraction ? state.Count : 0) ? -1 : order;
        return order == wanted || (order == 0 && !bound.IsStrict);
    }

    // Of whole parts the longer is the greater, since none begins with zero.
    private static int Compared(int order, int? length, int count) =>
        length is not { } known ? 0 : count != known ? Math.Sign(count - known) : order;

    private static int Digit(int order, string? digits, int place, char value) => digits is null ? 0
        : order != 0 ? order
        : Math.Sign(value - (place < digits.Length ? digits[place] : '0'));
}
