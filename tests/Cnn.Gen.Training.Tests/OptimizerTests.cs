namespace Cnn.Gen.Training.Tests;

/// <summary>Each optimiser against its documented formula, written out for one parameter in double precision.</summary>
public sealed class OptimizerTests
{
    private const double Rate = 0.05;

    /// <summary>A parameter's way through a few steps: from itself, its gradient, two memories and the step's number.</summary>
    private delegate double Formula(double p, double g, ref double a, ref double b, int step);

    public static TheoryData<string> Names => [.. s_cases.Keys];

    private static readonly Dictionary<string, (Optimizer Optimizer, Formula Formula)> s_cases = new()
    {
        ["sgd"] = (new Sgd(Rate), static (double p, double g, ref double a, ref double b, int t) => p - (Rate * g)),
        ["sgd, decay"] = (new Sgd(Rate, weightDecay: 0.1), static (double p, double g, ref double a, ref double b, int t) => p - (Rate * (g + (0.1 * p)))),
        ["sgd, momentum"] = (new Sgd(Rate, 0.9), static (double p, double g, ref double a, ref double b, int t) => p - (Rate * (a = (0.9 * a) + g))),
        ["sgd, nesterov, decay"] = (new Sgd(Rate, 0.8, true, 0.1), static (double p, double g, ref double a, ref double b, int t) =>
        {
            g += 0.1 * p;
            a = (0.8 * a) + g;
            return p - (Rate * (g + (0.8 * a)));
        }),
        ["adam"] = (new Adam(Rate, 0.8, 0.99, 1e-6, 0.1), static (double p, double g, ref double a, ref double b, int t) =>
        {
            g += 0.1 * p;
            a = (0.8 * a) + (0.2 * g);
            b = (0.99 * b) + (0.01 * g * g);
            return p - (Rate * (a / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(b / (1 - Math.Pow(0.99, t))) + 1e-6));
        }),
        ["adamw"] = (new AdamW(Rate, weightDecay: 0.1), static (double p, double g, ref double a, ref double b, int t) =>
        {
            p -= Rate * 0.1 * p;
            a = (0.9 * a) + (0.1 * g);
            b = (0.999 * b) + (0.001 * g * g);
            return p - (Rate * (a / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(b / (1 - Math.Pow(0.999, t))) + 1e-8));
        }),
        ["rmsprop"] = (new RmsProp(Rate, 0.9, 1e-6, 0.7, 0.1), static (double p, double g, ref double a, ref double b, int t) =>
        {
            g += 0.1 * p;
            a = (0.9 * a) + (0.1 * g * g);
            b = (0.7 * b) + (g / (Math.Sqrt(a) + 1e-6));
            return p - (Rate * b);
        }),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void FollowsItsFormulaAtEveryLength(string name)
    {
        (Optimizer optimizer, Formula formula) = s_cases[name];
        for (int length = 0; length <= 70; length++)
        {
            int seed = length + 1;
            var random = new Random(seed);
            double[] parameters = Draw(random, length), expected = [.. parameters];
            float[] single = Array.ConvertAll(parameters, static p => (float)p);
            double[] a = new double[length], b = new double[length];
            OptimizerState<double> state = optimizer.Start<double>(length);
            OptimizerState<float> singleState = optimizer.Start<float>(length);
            for (int step = 1; step <= 4; step++)
            {
                double[] gradients = Draw(random, length);
                for (int i = 0; i < length; i++)
                    expected[i] = formula(expected[i], gradients[i], ref a[i], ref b[i], step);
                state.Update(parameters, gradients, Rate, step);
                singleState.Update(single, Array.ConvertAll(gradients, static g => (float)g), Rate, step);
            }

            for (int i = 0; i < length; i++)
            {
                Assert.True(Math.Abs(expected[i] - parameters[i]) < 1e-13, $"length {length}, element {i}: {expected[i]} expected, {parameters[i]} came");
                Assert.True(Math.Abs(expected[i] - single[i]) < 2e-6, $"length {length}, element {i}: {expected[i]} expected, {single[i]} came in single precision");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AnElementsBitsDoNotDependOnWhereItStands(string name)
    {
        // 1 + whole vectors: the last element goes through the tail, all others do not.
        const int Length = 65;
        float[] parameters = new float[Length], gradients = new float[Length];
        Array.Fill(parameters, 0.3f);
        OptimizerState<float> state = s_cases[name].Optimizer.Start<float>(Length);
        for (int step = 1; step <= 5; step++)
        {
            Array.Fill(gradients, 0.7f / step);
            state.Update(parameters, gradients, Rate, step);
        }

        Assert.All(parameters, p => Assert.Equal(parameters[0], p));
        Assert.NotEqual(0.3f, parameters[0]);
    }

    /// <summary>What PyTorch 1.13 makes of three parameters in five steps, in double precision.</summary>
    [Fact]
    public void AgreesWithPyTorch()
    {
        AssertFiveSteps(new Sgd(Rate, 0.9, nesterov: true, weightDecay: 0.1), 0.244100407406177, -0.964327948330556, 1.61770907043713);
        AssertFiveSteps(new Adam(Rate, 0.8, 0.99, 1e-6, 0.1), 0.246929730120794, -1.0013459194069, 1.7697813759535);
        AssertFiveSteps(new AdamW(Rate, weightDecay: 0.1), 0.247513546019003, -1.04588844503261, 1.73275343488073);
        AssertFiveSteps(new RmsProp(Rate, 0.9, 1e-6, 0.7, 0.1), -0.839315614314401, -1.07812146672393, 1.0715512151825);

        static void AssertFiveSteps(Optimizer optimizer, params double[] expected)
        {
            double[] parameters = [0.5, -1, 2];
            OptimizerState<double> state = optimizer.Start<double>(3);
            for (int t = 1; t <= 5; t++)
                state.Update(parameters, [0.1 * t, t % 2 == 0 ? -0.3 : 0.3, 0.5 / t], Rate, t);
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - parameters[i]) < 1e-13, $"{optimizer}, parameter {i}: {expected[i]} expected, {parameters[i]} came");
        }
    }

    [Fact]
    public void ParametersPastTheTrainedOnesStay()
    {
        float[] parameters = [1, 1, 1, 1, 1], gradients = [1, 1, 1, 1, 1];
        new Sgd(0.5).Start<float>(3).Update(parameters, gradients, 0.5, 1);
        Assert.Equal([0.5f, 0.5f, 0.5f, 1, 1], parameters);
    }

    [Fact]
    public void ALongGradientIsShortened()
    {
        int seed = 5;
        double[] gradients = Draw(new Random(seed), 10_007), before = [.. gradients];
        double norm = Math.Sqrt(gradients.Sum(static g => g * g));
        Assert.Equal(norm, GradientNorm.Clip<double>(gradients, 2 * norm), 1e-9);
        Assert.Equal(before, gradients);
        Assert.Equal(norm, GradientNorm.Clip<double>(gradients, norm / 4), 1e-9);
        for (int i = 0; i < gradients.Length; i++)
            Assert.Equal(before[i] / 4, gradients[i], 1e-12);
    }

    [Fact]
    public void SettingsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Adam(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Adam(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Adam(beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Adam() with { Epsilon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Sgd(0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Sgd(0.1, weightDecay: -1));
        var refused = Assert.Throws<ArgumentOutOfRangeException>(static () => new RmsProp(smoothing: 1.5));
        Assert.Contains("Smoothing is 1.5; expected a number of at least 0 and below 1.", refused.Message, StringComparison.Ordinal);
    }

    private static double[] Draw(Random random, int length)
    {
        double[] values = new double[length];
        for (int i = 0; i < length; i++)
            values[i] = (2 * random.NextDouble()) - 1;
        return values;
    }
}
