using Piecewise.Tensors;

namespace Piecewise.Runtime;

internal sealed unsafe partial class CallBinding
{
    // Inputs that calls write: usually none, and nothing is asked then.
    private readonly int[] written = [.. Enumerable.Range(0, manifest.Inputs.Length).Where(i => manifest.Inputs[i].IsWritten)];

    /// <summary>
    /// Copies inputs that lie in memory which the call is about to write: results and state of this session that were passed back to it.
    /// Allocates nothing where there are none.
    /// </summary>
    /// <param name="memory">The call's, laid out.</param>
    /// <param name="state">The buffers that calls change.</param>
    /// <exception cref="InputException">The program writes such an input.</exception>
    public void KeepApart(EntryMemory memory, Storage[] state)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            // One that is copied already, because the program wants other strides, is written back all the same.
            var isWritten = manifest.Inputs[i].IsWritten;
            if ((isWritten || copies[i] is null) && inputs[i].Tensor is { ElementCount: > 0 } tensor
                && (memory.Overlaps(tensor.Storage) || Overlaps(tensor.Storage, state)))
            {
                if (isWritten)
                {
                    throw new InputException(
                        $"The program writes its input '{manifest.Inputs[i].Name}', which is a result or a buffer of this session that the "
                        + "same call writes; pass a copy.");
                }
                copies[i] = CopyOf(tensor, tensor.Strides);
            }
        }
    }

    // What is read and written through two inputs, or through one in several places, depends on the order of operators: nobody may ask for
    // it.
    private void CheckWritten()
    {
        List<string>? problems = null;
        var count = inputs.Length;
        foreach (var w in written)
        {
            if (inputs[w].Tensor is not { } target)
            {
                continue;
            }
            if (Overlap.RepeatsElements(target))
            {
                (problems ??= []).Add(
                    $"The program writes its input '{manifest.Inputs[w].Name}', which shows one element in several places (strides of 0); "
                    + "pass a copy.");
            }
            for (var i = 0; i < count; i++)
            {
                // Of two that are written, once.
                if (i != w && inputs[i].Tensor is { } other && Overlap.May(target, other) && (i > w || !manifest.Inputs[i].IsWritten))
                {
                    (problems ??= []).Add(
                        $"The program writes its input '{manifest.Inputs[w].Name}', which shares memory with the input "
                        + $"'{manifest.Inputs[i].Name}'; pass a copy of one of them.");
                }
            }
        }
        if (problems is not null)
        {
            throw new InputException(problems);
        }
    }

    private static bool Overlaps(Storage storage, Storage[] others)
    {
        foreach (var other in others)
        {
            if (Overlap.OfStorages(storage, other))
            {
                return true;
            }
        }
        return false;
    }
}
