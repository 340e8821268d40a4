using System.Runtime.InteropServices;

namespace Piecewise.Peers.Writers;

/// <summary>An ONNX model whose weights lie in a file beside it, <c>NAME.data</c>.</summary>
/// <remarks>Source: github.com/onnx/onnx, onnx/onnx.proto; the numbers are its fields'.</remarks>
internal sealed class OnnxWriter : IDisposable
{
    private const int Alignment = 4096;
    private const int IrVersion = 10;
    private const int OpSet = 21;

    private readonly ProtobufMessage graph = new ProtobufMessage().Text(2, "decoder");
    private readonly string path;
    private readonly FileStream data;
    private int values;

    public OnnxWriter(string path)
    {
        this.path = path;
        data = File.Create(path + ".data");
    }

    /// <summary>Types of elements, by ONNX's numbers.</summary>
    public enum ElementType
    {
        F32 = 1,
        UInt8 = 2,
        Int8 = 3,
        Int32 = 6,
        Int64 = 7,
    }

    /// <summary>Sizes that are names are open.</summary>
    public void Input(string name, ElementType type, params object[] sizes) => graph.Message(11, Value(name, type, sizes));

    public void Output(string name, ElementType type, params object[] sizes) => graph.Message(12, Value(name, type, sizes));

    /// <summary>A weight; returns its name.</summary>
    public string Weight(string name, ElementType type, byte[] bytes, params long[] sizes)
    {
        data.Position = (data.Position + Alignment - 1) / Alignment * Alignment;
        var tensor = new ProtobufMessage();
        foreach (var size in sizes)
        {
            tensor.Number(1, size);
        }
        tensor.Number(2, (int)type).Text(8, name);
        if (bytes.Length < 1024)
        {
            tensor.Bytes(9, bytes);
        }
        else
        {
            tensor.Message(13, Pair("location", Path.GetFileName(data.Name))).Message(13, Pair("offset", $"{data.Position}"))
                .Message(13, Pair("length", $"{bytes.Length}")).Number(14, 1);
            data.Write(bytes);
        }
        graph.Message(5, tensor);
        return name;
    }

    public string Weight(string name, float[] numbers, params long[] sizes) =>
        Weight(name, ElementType.F32, MemoryMarshal.AsBytes<float>(numbers).ToArray(), sizes);

    public string Weight(string name, long[] numbers, params long[] sizes) =>
        Weight(name, ElementType.Int64, MemoryMarshal.AsBytes<long>(numbers).ToArray(), sizes);

    /// <summary>An operator with one result; returns its name.</summary>
    /// <param name="op">Its type; those of ONNX Runtime begin with <c>com.microsoft.</c>.</param>
    /// <param name="inputs">Names; empty where an input is left out.</param>
    /// <param name="attributes">Numbers: int, float or a text.</param>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var result = Fresh();
        Node(op, inputs, [result], attributes);
        return result;
    }

    public void Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        const string own = "com.microsoft.";
        var node = new ProtobufMessage();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }
        foreach (var output in outputs)
        {
            node.Text(2, output);
        }
        node.Text(3, $"node{values++}").Text(4, op.StartsWith(own, StringComparison.Ordinal) ? op[own.Length..] : op);
        foreach (var (name, value) in attributes)
        {
            var attribute = new ProtobufMessage().Text(1, name);
            node.Message(5, value is float number ? attribute.Float(2, number).Number(20, 1)
                : attribute.Number(3, (int)value).Number(20, 2));
        }
        graph.Message(1, op.StartsWith(own, StringComparison.Ordinal) ? node.Text(7, own[..^1]) : node);
    }

    /// <summary>A name for a value that nobody looks for.</summary>
    public string Fresh() => $"value{values++}";

    /// <summary>Writes the graph; the weights are there already.</summary>
    public void Write()
    {
        var model = new ProtobufMessage().Number(1, IrVersion).Text(2, "piecewise").Message(7, graph)
            .Message(8, new ProtobufMessage().Text(1, "").Number(2, OpSet)).Message(8,
                new ProtobufMessage().Text(1, "com.microsoft").Number(2, 1));
        File.WriteAllBytes(path, model.ToArray());
    }

    public void Dispose() => data.Dispose();

    private static ProtobufMessage Value(string name, ElementType type, object[] sizes)
    {
        var shape = new ProtobufMessage();
        foreach (var size in sizes)
        {
            shape.Message(1, size is string open ? new ProtobufMessage().Text(2, open) : new ProtobufMessage().Number(1, (int)size));
        }
        return new ProtobufMessage().Text(1, name)
            .Message(2, new ProtobufMessage().Message(1, new ProtobufMessage().Number(1, (int)type).Message(2, shape)));
    }

    private static ProtobufMessage Pair(string key, string value) => new ProtobufMessage().Text(1, key).Text(2, value);
}
