using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cnn.Gen;

/// <summary>Checks of settings: each returns the value, or throws what names the setting, what came and what would fit.</summary>
internal static class Require
{
    /// <summary><paramref name="value"/>, if it is finite and at least <paramref name="least"/>.</summary>
    public static T AtLeast<T>(T least, T value, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        T.IsFinite(value) && value >= least ? value : throw Refused(name, value, $"a finite number of at least {least}");

    /// <summary><paramref name="value"/>, if it is finite and above 0.</summary>
    public static double Positive(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Refused(name, value, "a finite number above 0");

    /// <summary><paramref name="value"/>, if it is from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static double Within(double least, double most, double value, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw Refused(name, value, $"a number from {least} to {most}");

    /// <summary><paramref name="value"/>, if it is at least 0 and below 1.</summary>
    public static double Fraction(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and < 1 ? value : throw Refused(name, value, "a number of at least 0 and below 1");

    private static ArgumentOutOfRangeException Refused(string name, object value, string expected) =>
        new(name, value, FormattableString.Invariant($"{name} is {value}; expected {expected}."));
}
