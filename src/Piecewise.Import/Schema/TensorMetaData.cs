using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>What the file says of one tensor. Strides and offset count elements.</summary>
internal sealed record TensorMetaData(
    ScalarTypeCode ScalarType,
    ImmutableArray<SymIntData> Sizes,
    ImmutableArray<SymIntData> Strides,
    SymIntData StorageOffset,
    DeviceData Device,
    LayoutCode Layout,
    bool RequiresGrad)
{
    /// <summary>
    /// Bytes of storage that the tensor reaches, from the storage's start to the end of its last element. Null where a size,
    /// a stride or the offset is symbolic, and for tensors that are not strided.
    /// </summary>
    /// <remarks>Saturates at <see cref="Int128.MaxValue"/>, so hostile sizes can't wrap around.</remarks>
    public Int128? StaticExtent()
    {
        if (Layout != LayoutCode.Strided || Sizes.Length != Strides.Length)
            return null;
        if (StorageOffset is not { IsConstant: true, Value: { } offset })
            return null;
        Int128 last = offset;
        bool empty = false;
        for (int i = 0; i < Sizes.Length; i++)
        {
            if (Sizes[i] is not { IsConstant: true, Value: { } size } || Strides[i] is not { IsConstant: true, Value: { } stride })
                return null;
            empty |= size == 0;
            // One step stays below 2^126; a total above 2^64 is out of any file's reach already.
            if (last <= ulong.MaxValue)
                last += (Int128)(size - 1) * stride;
        }

        return empty ? 0 : (last + 1) * ScalarType.ByteSize();
    }
}
