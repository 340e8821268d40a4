using System.Security.Cryptography;
using Piecewise.Llm.Reasoning;

namespace Piecewise.Llm.Tools;

/// <summary>
/// Finds the calls of tools in a text as it comes. What may be the beginning of a mark is held back; what looks like a call and is none is
/// content. Serves one caller at a time.
/// </summary>
/// <param name="form">How the model writes calls.</param>
/// <param name="isForced">Whether the text is calls from its beginning on, so that no mark is needed.</param>
internal sealed class ToolCallReader(ToolForm form, bool isForced)
{
    private const string LongIdLetters = "0123456789abcdef";
    private const string ShortIdLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private enum Place
    {
        Beginning,
        Content,
        BeforeCall,
        Call,
        AfterCall,
    }

    private readonly string close = form.Close.Trim();
    private Place place;
    private string held = "";
    private CallScanner scanner = new();
    private bool isTold;

    /// <summary>Calls that have begun.</summary>
    public int Calls { get; private set; }

    /// <summary>Takes more text.</summary>
    /// <param name="text">The next piece of it.</param>
    /// <param name="isLast">Whether no more comes.</param>
    /// <returns>What is certain now.</returns>
    public List<ToolPiece> Push(string text, bool isLast)
    {
        held += text;
        var pieces = new List<ToolPiece>();
        while (Step(pieces, isLast))
        {
        }
        if (isLast)
        {
            // A call that was cut off stays a call, if its name was told.
            AddContent(pieces, place switch
            {
                Place.Call => isTold ? "" : scanner.Raw,
                Place.AfterCall or Place.BeforeCall => "",
                _ => held,
            });
            held = "";
        }
        return pieces;
    }

    private bool Step(List<ToolPiece> pieces, bool isLast) => place switch
    {
        Place.Beginning => Begin(),
        Place.Content => FindMark(pieces, isLast),
        Place.BeforeCall => FindCall(pieces, isLast, ",;[", close: ""),
        Place.AfterCall => FindCall(pieces, isLast, form.IsList ? ",]" : ",;", close),
        _ => ReadCall(pieces),
    };

    private bool Begin()
    {
        var text = held.TrimStart();
        if (text.Length == 0)
        {
            return false;
        }
        place = (form.IsBare || (isForced && form.Open.Length == 0)) && text[0] is '{' or '[' ? Place.BeforeCall : Place.Content;
        return true;
    }

    private bool FindMark(List<ToolPiece> pieces, bool isLast)
    {
        var found = held.IndexOf(form.Mark, StringComparison.Ordinal);
        var end = found >= 0 ? found : held.Length - (isLast ? 0 : MarkSearch.Beginning(held, form.Mark));
        AddContent(pieces, held[..end]);
        held = found >= 0 ? held[(found + form.Mark.Length)..] : held[end..];
        place = found >= 0 ? Place.BeforeCall : place;
        return found >= 0;
    }

    // What stands around calls is skipped; other text is content again.
    private bool FindCall(List<ToolPiece> pieces, bool isLast, string skipped, string close)
    {
        held = held.TrimStart();
        if (held.Length == 0 || (!isLast && held.Length < close.Length && close.StartsWith(held, StringComparison.Ordinal)))
        {
            return false;
        }
        if (close.Length > 0 && held.StartsWith(close, StringComparison.Ordinal))
        {
            held = held[close.Length..];
            return true;
        }
        if (skipped.Contains(held[0], StringComparison.Ordinal))
        {
            held = held[1..];
            return true;
        }
        (scanner, isTold) = (new CallScanner(), false);
        place = held[0] == '{' ? Place.Call : Place.Content;
        return true;
    }

    private bool ReadCall(List<ToolPiece> pieces)
    {
        var used = 0;
        while (used < held.Length && !scanner.IsDone && !scanner.HasFailed)
        {
            scanner.Take(held[used++]);
        }
        held = held[used..];
        if (scanner.HasFailed && !isTold)
        {
            AddContent(pieces, scanner.Raw);
            place = Place.Content;
            return true;
        }
        if (scanner.Name is { } name && !scanner.HasFailed)
        {
            var more = scanner.TakeArguments();
            if (!isTold)
            {
                pieces.Add(new ToolPiece(null, Calls++, NewId(), name, more));
                isTold = true;
            }
            else if (more.Length > 0)
            {
                pieces.Add(new ToolPiece(null, Calls - 1, null, null, more));
            }
        }
        place = scanner.IsDone || scanner.HasFailed ? Place.AfterCall : place;
        return place == Place.AfterCall && held.Length > 0;
    }

    private string NewId() => form.ShortIds
        ? RandomNumberGenerator.GetString(ShortIdLetters, 9)
        : $"call_{RandomNumberGenerator.GetString(LongIdLetters, 24)}";

    private static void AddContent(List<ToolPiece> pieces, string text)
    {
        if (text.Length > 0)
        {
            pieces.Add(ToolPiece.Of(text));
        }
    }
}
