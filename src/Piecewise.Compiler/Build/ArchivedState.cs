using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>The weights of a program that is not imported: its description says in which records of the file they lie.</summary>
internal static class ArchivedState
{
    /// <summary>Tensors over the mapped file, by name; those that the artifact holds are left out.</summary>
    /// <exception cref="InvalidDataException">The file has no such record, or a shorter one.</exception>
    public static Dictionary<string, Tensor> Load(Pt2Archive archive, ProgramManifest manifest)
    {
        var loader = new StateLoader(archive, new ProblemList(archive.FileName));
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var state in manifest.State)
        {
            if (state.Record is not { } record)
            {
                continue;
            }
            if (!archive.TryGet(record, out _))
            {
                throw new InvalidDataException($"The file has no record '{record}' for '{state.Name}'.");
            }
            try
            {
                var storage = loader.StorageOf(record, Extent(state), state.DType);
                result.Add(state.Name, new Tensor(storage, state.DType, state.Shape.AsSpan(), state.Strides.AsSpan(), state.Offset));
            }
            catch (Exception e) when (e is ArgumentException or OverflowException)
            {
                throw new InvalidDataException($"'{state.Name}' does not fit the record '{record}': {e.Message}", e);
            }
        }
        return result;
    }

    // Bytes of the record that it needs.
    private static long Extent(ProgramState state)
    {
        var extent = Layout.Extent(state.Shape.AsSpan(), state.Strides.AsSpan());
        return extent == 0 ? 0 : checked((state.Offset + extent) * state.DType.Size());
    }
}
