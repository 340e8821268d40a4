using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>
/// One argument or result of a node: a closed hierarchy with a case for each of the 31 tags of the schema
/// (pt2-format §3.5). Tensors are named, not held.
/// </summary>
internal abstract record ArgumentData
{
    private ArgumentData()
    {
    }

    /// <summary><c>as_none</c></summary>
    public sealed record None : ArgumentData
    {
        public static None Instance { get; } = new();
    }

    /// <summary><c>as_tensor</c></summary>
    public sealed record Tensor(string Name) : ArgumentData;

    /// <summary><c>as_tensors</c></summary>
    public sealed record Tensors(ImmutableArray<string> Names) : ArgumentData;

    /// <summary><c>as_optional_tensor</c>; null for None.</summary>
    public sealed record OptionalTensor(string? Name) : ArgumentData;

    /// <summary><c>as_optional_tensors</c>; null for None.</summary>
    public sealed record OptionalTensors(ImmutableArray<string?> Names) : ArgumentData;

    /// <summary><c>as_nested_tensors</c></summary>
    public sealed record NestedTensors(ImmutableArray<ImmutableArray<string>> Names) : ArgumentData;

    /// <summary><c>as_int</c></summary>
    public sealed record Int(long Value) : ArgumentData;

    /// <summary><c>as_ints</c></summary>
    public sealed record Ints(ImmutableArray<long> Values) : ArgumentData;

    /// <summary><c>as_int_lists</c></summary>
    public sealed record IntLists(ImmutableArray<ImmutableArray<long>> Values) : ArgumentData;

    /// <summary><c>as_float</c></summary>
    public sealed record Float(double Value) : ArgumentData;

    /// <summary><c>as_floats</c></summary>
    public sealed record Floats(ImmutableArray<double> Values) : ArgumentData;

    /// <summary><c>as_float_lists</c></summary>
    public sealed record FloatLists(ImmutableArray<ImmutableArray<double>> Values) : ArgumentData;

    /// <summary><c>as_complex</c></summary>
    public sealed record Complex(double Real, double Imaginary) : ArgumentData;

    /// <summary><c>as_bool</c></summary>
    public sealed record Bool(bool Value) : ArgumentData;

    /// <summary><c>as_bools</c></summary>
    public sealed record Bools(ImmutableArray<bool> Values) : ArgumentData;

    /// <summary><c>as_string</c></summary>
    public sealed record Text(string Value) : ArgumentData;

    /// <summary><c>as_strings</c></summary>
    public sealed record Texts(ImmutableArray<string> Values) : ArgumentData;

    /// <summary><c>as_sym_int</c></summary>
    public sealed record SymInt(SymOperand<long> Value) : ArgumentData;

    /// <summary><c>as_sym_ints</c></summary>
    public sealed record SymInts(ImmutableArray<SymOperand<long>> Values) : ArgumentData;

    /// <summary><c>as_sym_float</c></summary>
    public sealed record SymFloat(SymOperand<double> Value) : ArgumentData;

    /// <summary><c>as_sym_floats</c></summary>
    public sealed record SymFloats(ImmutableArray<SymOperand<double>> Values) : ArgumentData;

    /// <summary><c>as_sym_bool</c></summary>
    public sealed record SymBool(SymOperand<bool> Value) : ArgumentData;

    /// <summary><c>as_sym_bools</c></summary>
    public sealed record SymBools(ImmutableArray<SymOperand<bool>> Values) : ArgumentData;

    /// <summary><c>as_scalar_type</c></summary>
    public sealed record ScalarType(ScalarTypeCode Value) : ArgumentData;

    /// <summary><c>as_memory_format</c></summary>
    public sealed record MemoryFormat(MemoryFormatCode Value) : ArgumentData;

    /// <summary><c>as_layout</c></summary>
    public sealed record Layout(LayoutCode Value) : ArgumentData;

    /// <summary><c>as_device</c></summary>
    public sealed record Device(DeviceData Value) : ArgumentData;

    /// <summary><c>as_graph</c>: the body of a higher-order operator. Names in it are its own.</summary>
    public sealed record Graph(string Name, GraphData Body) : ArgumentData;

    /// <summary><c>as_custom_obj</c>: an object of a class registered with PyTorch.</summary>
    public sealed record CustomObject(string Name, string ClassName) : ArgumentData;

    /// <summary><c>as_operator</c>, such as <c>torch.ops.aten.add_.Tensor</c></summary>
    public sealed record Operator(string Target) : ArgumentData;

    /// <summary><c>as_string_to_argument</c></summary>
    public sealed record Map(IReadOnlyDictionary<string, ArgumentData> Values) : ArgumentData;
}
