using System.Text;

namespace Piecewise.Peers.Writers;

/// <summary>Bytes of one protobuf message, field by field.</summary>
/// <remarks>Source: protobuf.dev/programming-guides/encoding.</remarks>
internal sealed class ProtobufMessage
{
    private const int NumberKind = 0;
    private const int BytesKind = 2;
    private const int FloatKind = 5;

    private readonly List<byte> bytes = [];

    public ProtobufMessage Number(int field, long value)
    {
        Varint((ulong)((field << 3) | NumberKind));
        Varint((ulong)value);
        return this;
    }

    public ProtobufMessage Float(int field, float value)
    {
        Varint((ulong)((field << 3) | FloatKind));
        bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtobufMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Message(int field, ProtobufMessage value) => Bytes(field, value.bytes.ToArray());

    public ProtobufMessage Bytes(int field, byte[] value)
    {
        Varint((ulong)((field << 3) | BytesKind));
        Varint((ulong)value.Length);
        bytes.AddRange(value);
        return this;
    }

    public byte[] ToArray() => bytes.ToArray();

    private void Varint(ulong value)
    {
        for (; value > 0x7f; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }
        bytes.Add((byte)value);
    }
}
