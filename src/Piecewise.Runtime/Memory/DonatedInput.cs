namespace Piecewise.Runtime;

/// <summary>An input whose memory the caller gives up: after step <paramref name="Last"/> has read it, buffers may live there.</summary>
/// <param name="Id">Names the input; unique among the buffers too.</param>
/// <param name="Length">Bytes that the caller gives at the least, for any size of the entry.</param>
/// <param name="Last">The step that reads it last; -1 if none does.</param>
internal readonly record struct DonatedInput(int Id, long Length, int Last);
