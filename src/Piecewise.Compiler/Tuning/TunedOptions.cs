using Piecewise.Compiler.Tuning;
using Piecewise.Import;

namespace Piecewise.Compiler;

/// <summary>Options as <c>piecewise tune</c> found them.</summary>
public static class TunedOptions
{
    /// <summary>
    /// These options with the ranges of sizes and the providers that a tuning file chose for a program. What the options ask for themselves
    /// stays: ranges and sizes as a whole, providers by op. A file that was measured on another machine, or with weights of another format,
    /// is used, with a warning to <see cref="CompileOptions.Logger"/>.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="model">The program's .pt2 file.</param>
    /// <param name="tuning">The file of <c>piecewise tune</c>.</param>
    /// <exception cref="TuningException">
    /// It is no tuning, or one for another program. That it names points, ops and providers which the program has is found when it is
    /// loaded.
    /// </exception>
    /// <exception cref="Pt2FormatException">The model is none.</exception>
    /// <exception cref="IOException">One of them can't be read.</exception>
    public static CompileOptions WithTuning(this CompileOptions options, string model, string tuning)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentException.ThrowIfNullOrEmpty(tuning);
        return TuningFile.Read(tuning).ApplyTo(tuning, options, model, options.Logger.TuningElsewhere);
    }
}
