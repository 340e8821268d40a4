namespace Piecewise.Graphs;

/// <summary>Which arguments fit a schema's slot (V8).</summary>
internal static class ArgumentKinds
{
    /// <param name="slot">The type in the schema.</param>
    /// <param name="argument">What is given.</param>
    /// <param name="anyTuple">Whether a tuple of other things than tensors fits a list of tensors.</param>
    public static bool Fits(SchemaType slot, Argument argument, bool anyTuple) => argument switch
    {
        NoneArgument => slot.IsOptional || slot.Kind == SchemaKind.Generator,
        ListArgument list => slot.IsList && list.Items.All(i => i is NoneArgument ? slot.HasOptionalItems : FitsItem(slot, i)),
        NodeArgument { Node.Type: TupleType tuple } =>
            slot is { IsList: true, Kind: SchemaKind.Tensor } && (anyTuple || tuple.Items.All(t => t is TensorType)),
        // PyTorch lets one value stand for a list of equal ones where the list's length is fixed.
        _ => (!slot.IsList || slot.FixedLength is not null) && FitsItem(slot, argument),
    };

    /// <summary>The slot in words, for messages.</summary>
    public static string Describe(SchemaType slot)
    {
        var kind = slot.Kind switch
        {
            SchemaKind.DType => "dtype",
            SchemaKind.MemoryFormat => "memory format",
            var k => k.ToString().ToLowerInvariant()
        };
        return (slot.IsList ? $"list of {kind}s" : kind) + (slot.IsOptional ? " or none" : "");
    }

    private static bool FitsItem(SchemaType slot, Argument argument) => slot.Kind switch
    {
        // A number in an operand's slot is promoted like a number; memory that is written or viewed has to be a tensor's, and what may be
        // left out or is one of several is a tensor where it is there.
        SchemaKind.Tensor => argument is NodeArgument { Node.Type: TensorType }
            || (slot is { AliasSet: null, IsOptional: false, IsList: false } && IsNumber(argument)),
        SchemaKind.Int => argument is IntArgument or BoolArgument or NodeArgument { Node.Type: SymIntType },
        SchemaKind.Float => argument is IntArgument or FloatArgument or NodeArgument { Node.Type: SymIntType or SymFloatType },
        SchemaKind.Bool => argument is BoolArgument or IntArgument { Value: 0 or 1 } or NodeArgument { Node.Type: SymBoolType },
        SchemaKind.Scalar => IsNumber(argument),
        SchemaKind.String => argument is StringArgument,
        SchemaKind.DType => argument is DTypeArgument,
        SchemaKind.Device => argument is DeviceArgument,
        SchemaKind.Layout => argument is LayoutArgument,
        SchemaKind.MemoryFormat => argument is MemoryFormatArgument,
        SchemaKind.Graph => argument is GraphArgument,
        _ => false,
    };

    private static bool IsNumber(Argument argument) =>
        argument is IntArgument or FloatArgument or BoolArgument or NodeArgument { Node.Type: SymIntType or SymFloatType or SymBoolType };
}
