using System.Text.Json;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>Takes the fields of an object that are too large to be held as trees.</summary>
internal interface ILargeFieldReader
{
    /// <param name="name">The field's name.</param>
    /// <param name="reader">At its value; at the end of it afterwards, if the field was taken.</param>
    /// <returns>Whether the field was taken.</returns>
    bool TryRead(string name, ref Utf8JsonReader reader);
}
