namespace Piecewise.Runtime;

/// <summary>A buffer that needs memory while steps <paramref name="First"/> to <paramref name="Last"/> run, both included.</summary>
/// <param name="Id">Names the buffer; unique in a plan.</param>
/// <param name="Length">Bytes, evaluated for the largest size of the entry.</param>
/// <param name="First">The step that writes it first.</param>
/// <param name="Last">The step that reads it last; <see cref="int.MaxValue"/> for an output, which outlives the call.</param>
/// <param name="InPlaceOf">
/// A buffer or donated input whose memory this one takes over: the step <paramref name="First"/> overwrites what it reads, so both share
/// an address. That step must be the other's last.
/// </param>
internal readonly record struct BufferRequest(int Id, long Length, int First, int Last, int? InPlaceOf = null);
