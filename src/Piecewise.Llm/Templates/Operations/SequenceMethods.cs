using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>The methods of lists and tuples that change nothing.</summary>
internal static class SequenceMethods
{
    public static Value? Find(SequenceValue sequence, string name, Budget budget) => name switch
    {
        "index" => new CallableValue(name, arguments => Index(sequence, arguments, budget)),
        "count" => new CallableValue(name, arguments => Count(sequence, arguments, budget)),
        "copy" when sequence is ListValue => new CallableValue(name, arguments => Copy(sequence, arguments)),
        _ => null,
    };

    private static IntegerValue Index(SequenceValue sequence, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("index()", 1, "value", "start", "stop");
        int length = sequence.Items.Count;
        int start = Place(given[1], 0, length);
        int stop = Place(given[2], length, length);
        for (int i = start; i < stop; i++)
        {
            if (Ordering.AreEqual(sequence.Items[i], given[0]!, budget)) return new IntegerValue(i);
        }
        throw new TemplateException($"index() does not find this value in the {sequence.TypeName}");
    }

    private static IntegerValue Count(SequenceValue sequence, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("count()", 1, "value");
        return new IntegerValue(sequence.Items.Count(item => Ordering.AreEqual(item, given[0]!, budget)));
    }

    private static SequenceValue Copy(SequenceValue sequence, CallArguments arguments)
    {
        arguments.Bind("copy()", 0);
        return sequence;
    }

    private static int Place(Value? value, int missing, int length)
    {
        int place = Numbers.Integer(value, missing, "a place in a list");
        return Math.Clamp(place < 0 ? place + length : place, 0, length);
    }
}
