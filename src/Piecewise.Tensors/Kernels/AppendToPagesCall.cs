using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Writes new keys and values into the pages of their sequences: those of a sequence's queries, each at its position. Allocates nothing.
/// </summary>
/// <param name="call">With pages and sequences; its keys and values are those of the queries, [key heads, queries, size]. Lies where it is
/// until this is done.</param>
internal readonly unsafe struct AppendToPagesCall(AttentionCall* call)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(Workers workers)
    {
        var elements = (long)call->Queries * call->KeyHeads * (call->Size + call->ValueSize);
        var parts = workers.Parts(call->KeyHeads, elements * 16);
        switch (call->Key.DType.Size())
        {
            case 1:
                Jobs.Run(workers.Team, parts, new Job<byte>(call));
                break;
            case 2:
                Jobs.Run(workers.Team, parts, new Job<ushort>(call));
                break;
            case 4:
                Jobs.Run(workers.Team, parts, new Job<uint>(call));
                break;
            case 8:
                Jobs.Run(workers.Team, parts, new Job<ulong>(call));
                break;
            default:
                throw new KernelException($"attention takes floats, not {call->Key.DType.TextName()}.");
        }
    }

    private readonly struct Job<T>(AttentionCall* call) : IPartJob where T : unmanaged
    {
        private const int Block = AttentionPages.Tokens;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int part, int parts)
        {
            var share = Share.Of(call->KeyHeads, part, parts);
            for (nint i = 0; i < call->SequenceCount; i++)
            {
                var sequence = call->Sequences[i];
                for (nint token = 0; token < sequence.Queries;)
                {
                    var (block, first) = Math.DivRem(sequence.Start + token, Block);
                    var count = Math.Min(Block - first, sequence.Queries - token);
                    for (var head = share.Start; head < share.End; head++)
                    {
                        Write(((int*)sequence.Blocks)[block], head, first, sequence.FirstQuery + token, count);
                    }
                    token += count;
                }
            }
        }

        // A head's keys and values of neighbouring tokens, into a block from a place on.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Write(int block, nint head, nint place, nint token, nint count)
        {
            var bytes = AttentionPages.HeadBytes(call->Size, call->ValueSize, sizeof(T));
            var page = (T*)(call->Pages.Block(block, call->KeyHeads * bytes) + (head * bytes));
            var strides = call->Key.Strides;
            var key = (T*)call->Key.First + (head * strides.Head) + (token * strides.Token);
            for (nint i = 0; i < call->Size; i++)
            {
                var to = page + (i * Block) + place;
                for (nint j = 0; j < count; j++)
                {
                    to[j] = key[(j * strides.Token) + (i * strides.Element)];
                }
            }
            strides = call->Value.Strides;
            var value = (T*)call->Value.First + (head * strides.Head) + (token * strides.Token);
            var values = page + (Block * call->Size) + (place * call->ValueSize);
            for (nint j = 0; j < count; j++)
            {
                if (strides.Element == 1)
                {
                    var size = call->ValueSize * sizeof(T);
                    Buffer.MemoryCopy(value + (j * strides.Token), values + (j * call->ValueSize), size, size);
                    continue;
                }
                for (nint i = 0; i < call->ValueSize; i++)
                {
                    values[(j * call->ValueSize) + i] = value[(j * strides.Token) + (i * strides.Element)];
                }
            }
        }
    }
}
