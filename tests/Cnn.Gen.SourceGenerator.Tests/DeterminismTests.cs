using System.Globalization;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>The same model gives the same bytes, whatever the machine's language.</summary>
public sealed class DeterminismTests
{
    private const string Source =
        """
        using Cnn.Gen;
        [CnnModel(6, 6, 3)]
        [Conv2D(4, 3, Padding = 1, Activation = Activation.LeakyRelu, Alpha = 0.125)]
        [BatchNorm(Epsilon = 1e-3)]
        [Dropout(0.25)]
        [AvgPool2D(2, Name = "Inner")]
        [Dense(3, Activation = Activation.GeluTanh)]
        public sealed partial class Interior;
        [CnnModel(2, 2, 1)] [Conv2D(3, 9)] [Dense(3, Input = "inner")] partial class Bad;
        """;

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Every_culture_gives_the_same_bytes(string culture)
    {
        Assert.False(new CultureInfo("de-DE").NumberFormat.NumberDecimalSeparator == ".", "Cultures are switched off.");
        IReadOnlyDictionary<string, string> expected = Generate(CultureInfo.InvariantCulture);
        Assert.Equal(3, expected.Count);
        Assert.All(expected.Values, text => Assert.DoesNotContain('\r', text));
        Assert.Equal(expected, Generate(new CultureInfo(culture)));
        Assert.Equal(expected, Generate(CultureInfo.InvariantCulture));
    }

    private static IReadOnlyDictionary<string, string> Generate(CultureInfo culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return new Workbench().Run(Source).Files;
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
