using System.Runtime.CompilerServices;
using Piecewise.Compiler.LoopIr;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Direct;

/// <summary>A pass over a row.</summary>
/// <param name="Row">What is computed of the row before it.</param>
/// <param name="Elements">What is done to each block of elements.</param>
/// <param name="Finish">What is computed of the reductions after it.</param>
internal sealed record BlockPass(BlockInstruction[] Row, BlockInstruction[] Elements, BlockInstruction[] Finish);

/// <summary>How an access, or another variable of the loops, changes. Numbers are rows of the piece's sizes.</summary>
/// <param name="ElementSize">In bytes; 1 of what is no access.</param>
/// <param name="Outer">Strides by the dims that number rows.</param>
/// <param name="Inner">Strides by the dims of a row.</param>
/// <param name="Shape">Sizes of the tensor whose element a row reads; empty elsewhere.</param>
internal sealed record BlockVariable(int ElementSize, int[] Outer, int[] Inner, int[] Shape);

/// <summary>A literal or a size, which is there from the beginning.</summary>
/// <param name="Place">Where it lies in a part's memory.</param>
/// <param name="Bits">The literal.</param>
/// <param name="SizeRow">The row of a size; -1 for a literal.</param>
/// <param name="Repeat">Repeats it, where blocks are computed with it.</param>
internal sealed record BlockConstant(int Place, long Bits, int SizeRow, BlockRoutine? Repeat);

/// <summary>
/// A nest of loops that is run as it stands: row by row, in each row pass by pass, in each pass block by block, every value of a block by
/// one routine.
/// Sizes come as rows of the piece's size table.
/// </summary>
internal sealed unsafe class BlockNest
{
    private const int Alignment = 64;

    /// <summary>Elements of a block.</summary>
    public required int Block { get; init; }

    /// <summary>Memory that a part needs for its values, in bytes.</summary>
    public required int Bytes { get; init; }

    public required bool IsChunked { get; init; }

    /// <inheritdoc cref="LoopNest.NeedsElements"/>
    public required bool NeedsElements { get; init; }

    public required int[] Outer { get; init; }

    public required int[] Inner { get; init; }

    /// <summary>The accesses, then what else changes in the loops.</summary>
    public required BlockVariable[] Variables { get; init; }

    public required BlockConstant[] Constants { get; init; }

    public required BlockPass[] Passes { get; init; }

    /// <summary>What is computed of a row, and stored, after all passes.</summary>
    public required BlockInstruction[] Last { get; init; }

    /// <summary>Runs a part.</summary>
    /// <param name="bases">By access: the element of the first step.</param>
    /// <param name="sizes">Rows of the piece's sizes.</param>
    /// <param name="part">Which part.</param>
    /// <param name="parts">Of how many.</param>
    public void Run(byte** bases, long* sizes, int part, int parts)
    {
        if (IsChunked)
        {
            var size = (nint)sizes[Inner[0]];
            var share = Share.Of((size + LoopNest.Chunk - 1) / LoopNest.Chunk, part, parts);
            RunBlock(bases, sizes, 0, 1, share.Start * LoopNest.Chunk, nint.Min(size, share.End * LoopNest.Chunk));
            return;
        }
        nint rows = 1;
        foreach (var dim in NeedsElements ? Inner : [])
        {
            rows = sizes[dim] == 0 ? 0 : rows;
        }
        foreach (var dim in Outer)
        {
            rows *= (nint)sizes[dim];
        }
        var own = Share.Of(rows, part, parts);
        RunBlock(bases, sizes, own.Start, own.End, 0, (nint)sizes[Inner[^1]]);
    }

    /// <summary>Runs some rows over a range of the last dim.</summary>
    [SkipLocalsInit]
    public void RunBlock(byte** bases, long* sizes, nint firstRow, nint lastRow, nint start, nint end)
    {
        if (firstRow >= lastRow)
        {
            return;
        }
        var (outer, extra) = (Outer.Length, Inner.Length - 1);
        var memory = stackalloc byte[Bytes + Alignment];
        var count = Variables.Length;
        var words = stackalloc nint[(4 * count) + extra + 1];
        var frame = new Frame
        {
            Memory = (byte*)(((nint)memory + Alignment - 1) & -Alignment),
            Row = words,
            At = words + count,
            Steps = words + (2 * count),
            IsEmpty = words + (3 * count),
            Counters = words + (4 * count),
            Sizes = sizes,
            Start = start,
            End = end,
            Repeated = nint.Max(0, nint.Min(Block, end - start)),
        };
        for (var v = 0; v < count; v++)
        {
            var variable = Variables[v];
            frame.Steps[v] = (nint)sizes[variable.Inner[^1]] * variable.ElementSize;
            frame.IsEmpty[v] = 0;
            foreach (var size in variable.Shape)
            {
                frame.IsEmpty[v] |= sizes[size] == 0 ? 1 : 0;
            }
        }
        foreach (var constant in Constants)
        {
            var place = frame.Memory + constant.Place;
            *(long*)place = constant.SizeRow < 0 ? constant.Bits : sizes[constant.SizeRow];
            constant.Repeat?.Run(place, null, null, place, Block);
        }
        var indices = stackalloc nint[outer + 1];
        var rest = firstRow;
        for (var d = outer - 1; d >= 0; d--)
        {
            (rest, indices[d]) = nint.DivRem(rest, (nint)sizes[Outer[d]]);
        }
        for (var row = firstRow; row < lastRow; row++)
        {
            for (var v = 0; v < Variables.Length; v++)
            {
                var variable = Variables[v];
                nint offset = 0;
                for (var d = 0; d < outer; d++)
                {
                    offset += indices[d] * (nint)sizes[variable.Outer[d]];
                }
                frame.Row[v] = (nint)bases[v] + (offset * variable.ElementSize);
            }
            RunRow(ref frame);
            for (var d = outer - 1; d >= 0 && ++indices[d] == sizes[Outer[d]] && d > 0; d--)
            {
                indices[d] = 0;
            }
        }
    }

    private void RunRow(ref Frame frame)
    {
        foreach (var pass in Passes)
        {
            Execute(pass.Row, ref frame, frame.Row, 0, 1);
            if (Inner.Length == 1)
            {
                RunBlocks(pass, ref frame, frame.Row);
            }
            else
            {
                RunExtra(pass, ref frame);
            }
            Execute(pass.Finish, ref frame, frame.Row, 0, 1);
        }
        Execute(Last, ref frame, frame.Row, 0, 1);
    }

    // All dims of a row but the last one, which blocks lie along.
    private void RunExtra(BlockPass pass, ref Frame frame)
    {
        var extra = Inner.Length - 1;
        if (frame.Start >= frame.End)
        {
            return;
        }
        for (var d = 0; d < extra; d++)
        {
            if (frame.Sizes[Inner[d]] == 0)
            {
                return;
            }
            frame.Counters[d] = 0;
        }
        while (true)
        {
            for (var v = 0; v < Variables.Length; v++)
            {
                var variable = Variables[v];
                nint offset = 0;
                for (var d = 0; d < extra; d++)
                {
                    offset += frame.Counters[d] * (nint)frame.Sizes[variable.Inner[d]];
                }
                frame.At[v] = frame.Row[v] + (offset * variable.ElementSize);
            }
            RunBlocks(pass, ref frame, frame.At);
            var dim = extra - 1;
            for (; dim >= 0 && ++frame.Counters[dim] == frame.Sizes[Inner[dim]]; dim--)
            {
                frame.Counters[dim] = 0;
            }
            if (dim < 0)
            {
                return;
            }
        }
    }

    private void RunBlocks(BlockPass pass, ref Frame frame, nint* at)
    {
        for (var position = frame.Start; position < frame.End; position += Block)
        {
            Execute(pass.Elements, ref frame, at, position, nint.Min(Block, frame.End - position));
        }
    }

    private static void Execute(BlockInstruction[] code, ref Frame frame, nint* at, nint position, nint count)
    {
        var memory = frame.Memory;
        foreach (ref readonly var i in code.AsSpan())
        {
            var v = i.Variable;
            switch (i.Kind)
            {
                case BlockKind.Compute:
                    i.Routine.Run(memory + i.X, memory + i.Y, memory + i.Z, memory + i.Result, count);
                    break;
                case BlockKind.Repeat:
                    i.Routine.Run(memory + i.X, null, null, memory + i.X, frame.Repeated);
                    break;
                case BlockKind.Load:
                    i.Copy((byte*)(at[v] + (position * frame.Steps[v])), frame.Steps[v], memory + i.Result, count);
                    break;
                case BlockKind.LoadRow when frame.IsEmpty[v] != 0:
                    new Span<byte>(memory + i.Result, 16).Clear();
                    break;
                case BlockKind.LoadRow:
                    i.Copy((byte*)at[v], 0, memory + i.Result, 1);
                    break;
                case BlockKind.Store:
                    i.Copy((byte*)(at[v] + (position * frame.Steps[v])), frame.Steps[v], memory + i.X, count);
                    break;
                case BlockKind.Index:
                    var first = at[v] + (position * frame.Steps[v]);
                    for (nint e = 0; e < count; e++, first += frame.Steps[v])
                    {
                        ((long*)(memory + i.Result))[e] = first;
                    }
                    break;
                default:
                    *(long*)(memory + i.Result) = i.Bits;
                    break;
            }
        }
    }

    private struct Frame
    {
        public byte* Memory;
        public nint* Row;
        public nint* At;
        public nint* Steps;
        public nint* IsEmpty;
        public nint* Counters;
        public long* Sizes;
        public nint Start;
        public nint End;
        public nint Repeated;
    }
}
