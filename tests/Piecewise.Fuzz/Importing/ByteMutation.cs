using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Piecewise.Fuzz;

/// <summary>Random changes of bytes: of a whole archive, or of one record, whose checksum is right again afterwards.</summary>
internal sealed class ByteMutation(Random random)
{
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "null", "true", "{}", "[]", "\"as_int\":", "\"as_expr\":", "\"as_tensor\":{\"name\":\"x\"}",
            "\"as_sym_int\":{\"as_name\":\"s0\"}", "as_tensors", "as_none", "as_ints", "as_graph",
            "as_float", "as_bool", "as_string", "as_optional_tensors", "9223372036854775807", "-9223372036854775808", "4294967296",
            "1e999", "0", "-1", "\"Infinity\"", "\\u0000", "\\ud800",
            "Symbol('s0', positive=True, integer=True)", "Integer(-1)", "Add(", "Mul(", "FloorDiv(", "Max(", "Pow(", "ModularIndexing(",
            "TruncToInt(", "ToFloat(", "))))", "((((",
            "torch.ops.aten.add.Tensor", "torch.ops.aten.view.default", "torch.ops.higher_order.cond", "torch.ops.higher_order.while_loop",
            "_operator.mul",
            "torch._functorch.predispatch._add_batch_dim", "auto_functionalized_v2", "L['x'].size()[0]", "guards_code",
            "range_constraints", "min_val", "buffer_mutation", "user_input_mutation",
            "parameter_name", "tensor_constant_name", "PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "../", "models/model.json",
            "data/weights/weight_0", "path_name", "use_pickle",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    private static readonly long[] Numbers =
        [0, 1, -1, 2, 3, 7, 8, 64, 127, 128, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue,
            long.MinValue];

    /// <summary>A changed input.</summary>
    /// <param name="input">A file.</param>
    /// <param name="other">Another one, to take parts of.</param>
    public byte[] Apply(byte[] input, byte[] other)
    {
        if (random.Next(4) == 0 || Records(input) is not { Count: > 0 } records)
        {
            return Change(input, other);
        }
        var donor = Records(other);
        for (var changes = 1 + random.Next(2); changes > 0; changes--)
        {
            // Mostly the program itself.
            var i = random.Next(3) > 0
                && records.FindIndex(r => r.Name.EndsWith("model.json", StringComparison.Ordinal)) is >= 0 and var model ? model
                : random.Next(records.Count);
            var same = donor?.Find(r => r.Name == records[i].Name).Content
                ?? (donor is { Count: > 0 } ? donor[random.Next(donor.Count)].Content : other);
            records[i] = (records[i].Name, Change(records[i].Content, same));
        }
        return StoredZip.Build(records);
    }

    private byte[] Change(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var changes = 1 << random.Next(5); changes > 0; changes--)
        {
            Once(bytes, other);
        }
        return [.. bytes];
    }

    private void Once(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(Words[random.Next(Words.Length)]);
            return;
        }
        var at = random.Next(bytes.Count);
        switch (random.Next(10))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(1 + random.Next(random.Next(2) == 0 ? 8 : 200), bytes.Count - at));
                break;
            case 3:
                var from = random.Next(bytes.Count);
                bytes.InsertRange(at, bytes.GetRange(from, Math.Min(1 + random.Next(100), bytes.Count - from)));
                break;
            case 4:
                bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
            case 5:
                Overwrite(bytes, at, Words[random.Next(Words.Length)]);
                break;
            case 6:
                var number = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(number, Numbers[random.Next(Numbers.Length)]);
                Overwrite(bytes, at, number.AsSpan(0, 1 << random.Next(4)));
                break;
            case 7:
                Digits(bytes, at);
                break;
            case 8 when other.Length > 0:
                var start = random.Next(other.Length);
                Overwrite(bytes, at, other.AsSpan(start, Math.Min(1 + random.Next(200), other.Length - start)));
                break;
            case 9 when other.Length > 0:
                start = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(start, Math.Min(1 + random.Next(200), other.Length - start)).ToArray());
                break;
        }
    }

    // The next number in a text becomes another one.
    private void Digits(List<byte> bytes, int at)
    {
        var first = at;
        while (first < bytes.Count && bytes[first] is < (byte)'0' or > (byte)'9')
        {
            first++;
        }
        var end = first;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }
        if (end > first)
        {
            bytes.RemoveRange(first, end - first);
            bytes.InsertRange(first, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)].ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = with[i];
        }
    }

    private static List<(string Name, byte[] Content)>? Records(byte[] input) => StoredZip.Read(input);
}
