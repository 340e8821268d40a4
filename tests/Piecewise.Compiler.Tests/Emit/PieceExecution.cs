using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>Calls emitted code as the runtime does: with memory for inputs, results and temporaries.</summary>
internal static unsafe class PieceExecution
{
    private const byte Garbage = 0xA5;

    /// <summary>Code of a piece: what it is called with is in docs/design/codegen.md.</summary>
    public delegate void PieceCode(CodeContext context, void** tensors, long* sizes, byte* scratch);

    /// <summary>Runs a piece; returns its outputs. Memory around results and temporaries is checked to be untouched.</summary>
    public static ImmutableArray<Value> Run(
        PieceAssembly assembly, ScheduledPiece piece, ImmutableArray<Value> inputs, IReadOnlyDictionary<string, long> sizes,
        Workers workers, Interpreter? interpreter = null)
    {
        var code = assembly[piece];
        return Run(
            (context, tensors, values, scratch) => code(context, tensors, values, scratch), piece, inputs, sizes, workers, interpreter);
    }

    public static ImmutableArray<Value> Run(
        PieceCode code, ScheduledPiece piece, ImmutableArray<Value> inputs, IReadOnlyDictionary<string, long> sizes, Workers workers,
        Interpreter? interpreter = null)
    {
        var schedule = piece.Schedule;
        var results = schedule.Results.Select(r => Guarded.Allocate(r.Bytes.Evaluate(sizes))).ToList();
        var scratch = Guarded.Allocate(schedule.ScratchBytes.Evaluate(sizes));
        var tensors = stackalloc void*[inputs.Length + results.Count + 1];
        for (var i = 0; i < inputs.Length; i++)
        {
            tensors[i] = inputs[i].IsTensor ? inputs[i].Tensor.Pointer : null;
        }
        for (var i = 0; i < results.Count; i++)
        {
            tensors[inputs.Length + i] = results[i].Pointer;
        }
        var values = stackalloc long[schedule.Symbols.Length + 1];
        for (var i = 0; i < schedule.Symbols.Length; i++)
        {
            values[i] = sizes[schedule.Symbols[i]];
        }
        code(new CodeContext(workers, new ReferenceRunner(piece, sizes, interpreter ?? new Interpreter())), tensors, values,
            scratch.Pointer);
        GC.KeepAlive(inputs);
        foreach (var memory in results.Append(scratch))
        {
            memory.Check();
        }
        return [.. schedule.Outputs.Select(o => Output(o, inputs, results, sizes))];
    }

    private static Value Output(
        PieceOutput output, ImmutableArray<Value> inputs, List<Guarded> results, IReadOnlyDictionary<string, long> sizes)
    {
        if (output.Place is not { } place)
        {
            return output.Number is { } number ? number.Evaluate(sizes) : Value.None;
        }
        var type = place.Type;
        long[] shape = [.. type.Shape.Select(s => s.Evaluate(sizes))];
        long[] strides = [.. type.Strides.Select(s => s.Evaluate(sizes))];
        var offset = place.ByteOffset.Evaluate(sizes);
        var (storage, begin) = output.Buffer!.Kind == BufferKind.Input && inputs[output.Buffer.Index].Tensor is { } input
            ? (input.Storage, input.Offset * input.DType.Size())
            : (results[output.Buffer.Index].Storage, 0);
        return new Tensor(storage, type.DType, shape, strides, (begin + offset) / type.DType.Size());
    }

    // Memory with a margin after it that nobody may write.
    private sealed class Guarded(Storage whole, long bytes)
    {
        private const int Margin = 64;

        public byte* Pointer => whole.Pointer;

        public Storage Storage => Storage.Borrow(whole, whole.Pointer, bytes, isReadOnly: false);

        public static Guarded Allocate(long bytes)
        {
            var storage = Storage.Allocate(bytes + Margin);
            Unsafe.InitBlock(storage.Pointer, Garbage, (uint)(bytes + Margin));
            return new Guarded(storage, bytes);
        }

        public void Check()
        {
            for (var i = 0; i < Margin; i++)
            {
                Assert.True(whole.Pointer[bytes + i] == Garbage, $"byte {i} after memory of {bytes} bytes was written");
            }
        }
    }
}
